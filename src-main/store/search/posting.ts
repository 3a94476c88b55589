/**
 * Which texts of a block hold a term. A block has 4,096 slots; up to 255 of them are written as a sorted list of 16-bit numbers,
 * more as a bitmap of 512 bytes, so the length tells which it is. Little endian. After Roaring, of which a block is one
 * container: Chambi et al., https://arxiv.org/abs/1402.6407
 */
export const BLOCK_SLOTS = 4096;
export const BLOCK_WORDS = BLOCK_SLOTS / 32;
const BITMAP_BYTES = BLOCK_SLOTS / 8;

/** `slots` ascending, each once. */
export function packSlots(slots: readonly number[]): Uint8Array {
  if (slots.length * 2 < BITMAP_BYTES) {
    const list = new Uint8Array(slots.length * 2);
    for (const [at, slot] of slots.entries()) {
      list[2 * at] = slot & 0xff;
      list[2 * at + 1] = slot >> 8;
    }
    return list;
  }
  const bitmap = new Uint8Array(BITMAP_BYTES);
  for (const slot of slots) bitmap[slot >> 3] = (bitmap[slot >> 3] ?? 0) | (1 << (slot & 7));
  return bitmap;
}

export function unpackSlots(packed: Uint8Array): number[] {
  const words = new Int32Array(BLOCK_WORDS);
  orSlots(packed, words);
  return slotsOf(words);
}

/** Sets the slots' bits in a block's words. */
export function orSlots(packed: Uint8Array, words: Int32Array): void {
  if (packed.length === BITMAP_BYTES) {
    for (let word = 0, at = 0; word < BLOCK_WORDS; word++, at += 4)
      words[word] =
        (words[word] ?? 0) | (packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8) | ((packed[at + 2] ?? 0) << 16) | ((packed[at + 3] ?? 0) << 24); // prettier-ignore
    return;
  }
  for (let at = 0; at + 1 < packed.length; at += 2) {
    const slot = (packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8);
    words[slot >> 5] = (words[slot >> 5] ?? 0) | (1 << (slot & 31));
  }
}

/** Numbers of the bits that are set, ascending. */
export function slotsOf(words: Int32Array): number[] {
  const slots: number[] = [];
  for (let word = 0; word < words.length; word++) {
    for (let bits = words[word] ?? 0; bits !== 0; bits &= bits - 1)
      slots.push(word * 32 + 31 - Math.clz32(bits & -bits));
  }
  return slots;
}
