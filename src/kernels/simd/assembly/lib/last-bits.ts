// From whole numbers in float32 to integers, in one step: conversions of WebAssembly take several instructions.

const SHIFT: usize = memory.data<f32>([12582912]);

/** What `withBits` leaves besides the number: 1.5·2²³. */
export const OWN_BITS: i32 = 0x4b400000;

/** Whole numbers from −2²² to 2²² as integers, to which `OWN_BITS` is added. */
export function withBits(whole: v128): v128 {
  return f32x4.add(whole, v128.load32_splat(SHIFT));
}
