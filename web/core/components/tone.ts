/** What a colour means. A tone never stands alone: the words beside it say the same. */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';
