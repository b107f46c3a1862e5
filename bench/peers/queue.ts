/** The task queue of the plain workflows that are measured beside ours. */
export const peerQueue = 'bench-peers';
