/** A link in a menu or a trail. `current` marks the page one is on. */
export type LinkItem = Readonly<{ href: string; text: string; current?: boolean | undefined }>;
