/** Where the product's data lie, as owner and as the role the product works as. */
export type DatabaseUrls = Readonly<{ ownerUrl: string; appUrl: string; database: string }>;

/** Whom the product works as. */
export type AppRole = Readonly<{ username: string; password: string }>;

/**
 * Works out both URLs from the server's (or a database's) owner URL. A database named in it is used for live, with `_rehearsal` added for
 * rehearsal; without a name it is `frist`.
 * @param appRoleOf the role for a database of this name.
 */
export function databaseUrls(serverUrl: string, rehearsal: boolean, appRoleOf: (database: string) => AppRole): DatabaseUrls {
  const named = decodeURIComponent(new URL(serverUrl).pathname.slice(1));
  const live = named === '' || named === 'postgres' ? 'frist' : named;
  const database = rehearsal ? `${live}_rehearsal` : live;
  const ownerUrl = withDatabase(serverUrl, database);
  const app = new URL(ownerUrl);
  const { username, password } = appRoleOf(database);
  app.username = encodeURIComponent(username);
  app.password = encodeURIComponent(password);
  return { ownerUrl, appUrl: app.href, database };
}

/** The role that a URL names. */
export function roleIn(url: string): AppRole {
  const { username, password } = new URL(url);
  return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
}

/** The URL without its password, for people to read. */
export function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.href;
}
