/** A small seeded generator (mulberry32), so that every run and every picture shows the same market. */
export function createRandom(seed: number): { unit(): number; normal(): number; uuid(): string } {
  let state = seed >>> 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(unit() * 16).toString(16)).join('');
  const uuid = (): string => `${hex(8)}-${hex(4)}-5${hex(3)}-a${hex(3)}-${hex(12)}`;
  return { unit, normal, uuid };
}
