/** Names of the product's parts that can be switched off one at a time, as the product lists them; null when it lists none. */
const MODULE = new URL('../../../src-main/detect/parts.ts', import.meta.url).href;

export async function partsOfProduct(module = MODULE): Promise<readonly string[] | null> {
  try {
    const { PARTS } = (await import(module)) as { PARTS?: readonly string[] };
    return PARTS ?? null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}
