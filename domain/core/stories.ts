/** One number for the bundle of stories. Raise it whenever a story changes so that a recorded history no longer replays (`design.md` 5). */
export const STORIES_VERSION = 2;

/** What a story follows. The first word of its id, the table of its case, and its workflow belong together. */
export const storyKinds = [
  'enrolment',
  'certificate-lifetime',
  'round',
  'post-office',
  'nightly',
  'batch',
  'invitation',
  'participation',
  'name-lookup',
  'yearly-report',
] as const;
export type StoryKind = (typeof storyKinds)[number];

/** The id of a story in Temporal: kind and random case id, never a person's data. */
export type StoryId = `${StoryKind}/${string}`;

export function storyId(kind: StoryKind, caseId: string): StoryId {
  return `${kind}/${caseId}`;
}

/** Takes a story id apart. @throws RangeError for anything else. */
export function parseStoryId(id: string): { kind: StoryKind; caseId: string } {
  const slash = id.indexOf('/');
  const kind = storyKinds.find((known) => known === id.slice(0, slash));
  if (!kind) throw new RangeError('not a story id');
  return { kind, caseId: id.slice(slash + 1) };
}

/** The name of the workflow function that follows a kind of story. */
export const workflowOf = {
  enrolment: 'enrolment',
  'certificate-lifetime': 'certificateLifetime',
  round: 'certificationRound',
  'post-office': 'postOffice',
  nightly: 'nightly',
  batch: 'batch',
  invitation: 'invitation',
  participation: 'participation',
  'name-lookup': 'nameLookup',
  'yearly-report': 'yearlyReport',
} as const satisfies Record<StoryKind, string>;

/** The task queue of a release: workers of a release poll only their own. The installation keeps test files and neighbours apart. */
export function storyQueue(installationId: string, version = STORIES_VERSION): string {
  return `stories-${version}-${installationId}`;
}

/** The queue beside that of the stories, on which they ask others. */
export type AskingQueue = `${string}-asking`;
/** Where the stories of a queue ask others outside: apart from it, so that nothing waits behind a question that is slow to be answered. */
export function askingQueue(stories: string): AskingQueue {
  return `${stories}-asking`;
}
