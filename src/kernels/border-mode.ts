/**
 * What lies outside an image a b c d, in SciPy's words: reflect (d c b a | a b c d | d c b a), mirror
 * (d c b | a b c d | c b a), nearest (a a a | a b c d | d d d), wrap (b c d | a b c d | a b c) or a constant.
 */
export type BorderMode = 'reflect' | 'mirror' | 'nearest' | 'wrap' | 'constant';
