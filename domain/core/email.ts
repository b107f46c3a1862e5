import { Refusal } from './errors';

const atom = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const label = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?$/u;

/**
 * Reads one e-mail address: blanks around it dropped, a dot-atom of at most 64 signs, a domain name with a dot, 254 in all (`domain.md` 1.3).
 * The domain stays as typed; mail goes to its punycode form.
 * @throws Refusal `email_invalid`
 */
export function parseEmail(text: string): string {
  const email = text.trim();
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  const labels = domain.split('.');
  const ok =
    at > 0 &&
    at <= 64 &&
    email.length <= 254 &&
    atom.test(email.slice(0, at)) &&
    labels.length > 1 &&
    // A number at the end makes it an address of a machine, not a domain name.
    !/^\d+$/.test(labels.at(-1)!) &&
    labels.every((part) => label.test(part));
  if (!ok) throw new Refusal('email_invalid', { fields: { email: 'email_invalid' } });
  return email;
}

/** What addresses are compared by: letter case does not matter. */
export function sameEmail(email: string): string {
  return email.normalize('NFC').toLowerCase();
}
