/** −1 (bad) … +1 (good), or null when nothing in the text carries sentiment. */
export interface SentimentScorer {
  score(text: string): number | null;
}
