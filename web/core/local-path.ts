/**
 * A path of our own to go on to, from a request: `/` when it names another site, so that a link to us cannot be bent into a link elsewhere.
 * Browsers read `//host`, `/\host` and a tab or line break between as another site.
 */
export function localPath(wanted: string | undefined): string {
  // oxlint-disable-next-line no-control-regex -- browsers drop exactly these before they look at an address
  if (!wanted || !wanted.startsWith('/') || /[\\\u0000-\u001f]/.test(wanted)) return '/';
  const { origin, pathname, search, hash } = new URL(wanted.replace(/^\/+/, '/'), 'http://local.invalid');
  return origin === 'http://local.invalid' && !pathname.startsWith('//') && !wanted.startsWith('//') ? `${pathname}${search}${hash}` : '/';
}
