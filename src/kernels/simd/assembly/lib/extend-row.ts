// What stands before and after a row.

/**
 * Copies a row to `line`, with `radius` numbers before and after it: those of the row whose places `beyond` lists,
 * before it and then after it, and `constant` where it says −1.
 */
export function extendFloats(
  source: usize,
  width: i32,
  line: usize,
  radius: i32,
  beyond: usize,
  constant: f32,
): void {
  const start = line + ((<usize>radius) << 2);
  memory.copy(start, source, (<usize>width) << 2);
  putBeyond(source, width, line, radius, beyond, constant);
}

function putBeyond(
  source: usize,
  width: i32,
  line: usize,
  radius: i32,
  beyond: usize,
  constant: f32,
): void {
  const start = line + ((<usize>radius) << 2);
  let to = line;
  for (let i = 0; i < 2 * radius; i++) {
    if (i === radius) to = start + ((<usize>width) << 2);
    const from = load<i32>(beyond + ((<usize>i) << 2));
    store<f32>(to, from < 0 ? constant : load<f32>(source + ((<usize>from) << 2)));
    to += 4;
  }
}

/** The same to a row where it is: what stands before and after it is put beside it. */
export function extendInPlace(
  row: usize,
  width: i32,
  radius: i32,
  beyond: usize,
  constant: f32,
): void {
  putBeyond(row, width, row - ((<usize>radius) << 2), radius, beyond, constant);
}
