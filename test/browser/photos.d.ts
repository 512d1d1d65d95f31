// Photos as modules: the bundler of the test makes them.
declare module '*.png' {
  const photo: { readonly shape: readonly number[]; readonly bytes: Uint8Array };
  export default photo;
}
