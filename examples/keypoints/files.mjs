// Photos in, pictures out.
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';

const photos = join(import.meta.dirname, '../photos');

/** A photo that comes with the examples: { data, width, height, channels }. */
export function readPhoto(name) {
  const path = join(photos, `${name}.png`);
  try {
    return decode(readFileSync(path));
  } catch (cause) {
    throw new Error(`Cannot read the photo ${path}`, { cause });
  }
}

/** Makes the folder where there is none yet, and returns a function that saves files there. */
export function openFolder(folder) {
  try {
    if (!existsSync(folder)) mkdirSync(folder);
    readdirSync(folder); // refuses a file of that name
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new Error(`Cannot write pictures to the folder ${folder}`, { cause });
  }
  return (name, bytes) => {
    const path = join(folder, name);
    try {
      writeFileSync(path, bytes);
    } catch (cause) {
      throw new Error(`Cannot write ${path}`, { cause });
    }
  };
}
