// Reads plots as a renderer or a screen reader would, with none of the code that wrote them.
import { Resvg } from '@resvg/resvg-js';
import { decode } from 'fast-png';

export interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** How far the arcs are from halves of a circle; 0 for a true circle. */
  readonly flaw: number;
  /** Where the line from the centre ends, if there is one. */
  readonly tip?: readonly [number, number];
}

export type Command = readonly [letter: string, ...numbers: number[]];

/** The commands of path data, by the grammar of SVG 1.1, section 8.3.9. */
export function commandsOf(data: string): Command[] {
  return Array.from(data.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g), ([, letter, rest]) => {
    const numbers = Array.from(rest!.matchAll(/-?(?:\d+\.?\d*|\.\d+)/g), ([text]) => Number(text));
    return [letter!, ...numbers];
  });
}

/** Path data of the element whose id ends so; empty where there is none. */
export function pathOf(svg: string, idEnd: string): string {
  return new RegExp(`<path id="[^"]*${idEnd}" d="([^"]*)"`).exec(svg)?.[1] ?? '';
}

/** The circles of a plot of keypoints, with their lines. */
export function circlesOf(svg: string): Circle[] {
  const circles: Circle[] = [];
  let at: [number, number] = [0, 0];
  let line: { from: [number, number]; to: [number, number] } | undefined;
  let first: number[] | undefined;
  for (const [letter, ...n] of commandsOf(pathOf(svg, '-keypoints'))) {
    if (letter === 'M') at = [n[0]!, n[1]!];
    else if (letter === 'l') {
      line = { from: at, to: [at[0] + n[0]!, at[1] + n[1]!] };
    } else if (letter === 'a' && first === undefined) first = n;
    else if (letter === 'a') {
      const [rx, ry, , , , dx, dy] = first!;
      const back = Math.abs(dx! + n[5]!) + Math.abs(dy! + n[6]!);
      const bulge = Math.abs(rx! - dx! / 2) + Math.abs(ry! - rx!) + Math.abs(n[0]! - rx!);
      circles.push({
        x: at[0] + dx! / 2,
        y: at[1] + dy! / 2,
        radius: rx!,
        flaw: back + bulge + Math.abs(dy!),
        ...(line && { tip: line.to }),
      });
      [line, first] = [undefined, undefined];
    } else throw new Error(`unexpected command ${letter}`);
  }
  return circles;
}

/** All words of a plot, escaped as they stand in it. */
export function textsOf(svg: string): string[] {
  return Array.from(svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g), ([, words]) => words!);
}

/** The text that screen readers get. */
export function labelsOf(svg: string): { readonly name: string; readonly description: string } {
  const text = (reference: string): string => {
    const id = new RegExp(`^<svg[^>]* ${reference}="([^"]+)"`).exec(svg)![1];
    return new RegExp(`<(?:title|desc) id="${id}">([^<]*)</`).exec(svg)![1]!;
  };
  return { name: text('aria-labelledby'), description: text('aria-describedby') };
}

export interface Raster {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and alpha, 0 to 255. */
  readonly at: (x: number, y: number) => [number, number, number, number];
}

/** The pixels of a plot at its own size; throws where it is no well-formed SVG. */
export function rasterOf(svg: string): Raster {
  const { pixels, width, height } = new Resvg(svg, { font: { loadSystemFonts: false } }).render();
  return {
    width,
    height,
    at: (x, y) => {
      const start = 4 * (y * width + x);
      return [pixels[start]!, pixels[start + 1]!, pixels[start + 2]!, pixels[start + 3]!];
    },
  };
}

/** The pictures inside a plot, decoded. */
export function photosOf(svg: string): ReturnType<typeof decode>[] {
  return Array.from(svg.matchAll(/href="data:image\/png;base64,([^"]+)"/g), ([, text]) =>
    decode(Buffer.from(text!, 'base64'), { checkCrc: true }),
  );
}
