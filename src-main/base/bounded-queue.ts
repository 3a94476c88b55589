/** A queue with one reader and a hard bound. When full, `push` says so and the caller decides what is lost, and counts it. */
export class BoundedQueue<T> implements AsyncIterable<T> {
  readonly capacity: number;
  #items: T[] = [];
  #head = 0;
  #wake: (() => void) | null = null;
  #closed = false;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  /** False when the queue is full or closed; the item was not taken. */
  push(item: T): boolean {
    if (this.#closed || this.size >= this.capacity) return false;
    this.#items.push(item);
    this.#wakeReader();
    return true;
  }

  /** Drops the oldest item to make room; returns it, or undefined when there was room. */
  pushDroppingOldest(item: T): T | undefined {
    const dropped = this.size >= this.capacity ? this.shift() : undefined;
    this.push(item);
    return dropped;
  }

  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined as T;
    this.#head += 1;
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** No more items; the reader finishes what is queued. */
  close(): void {
    this.#closed = true;
    this.#wakeReader();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    for (;;) {
      while (this.size > 0) yield this.shift() as T;
      if (this.#closed) return;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #wakeReader(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }
}
