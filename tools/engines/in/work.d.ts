// The module that `prepare` writes beside the packed library.
declare module 'work' {
  export function work(): Promise<object>;
  export function measure(): Promise<object>;
}
