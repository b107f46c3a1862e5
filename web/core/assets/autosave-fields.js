/*
 * What the two scripts that save by themselves (autosave.js, autosave-new.js) share: how a field shows that it is saved or refused, how one asks the server,
 * and how long to wait before asking again. Every sentence comes from the page or the answer, in the reader's language.
 */
const autosave = {
  /** The frame around a field, with its `data-label`, its state and its place for a conflict. */
  frameOf: (control) => control.closest('[data-autosave-field]'),

  /** Says how far a field has come: `saving`, `saved`, `waiting`, `refused`, or nothing. */
  showState(control, state, words) {
    const frame = autosave.frameOf(control);
    frame.dataset.state = state;
    frame.querySelector('[data-save-state]').textContent = words[state] ?? '';
  },

  /** Shows what is wrong with a field beside it, tied to it, with a link where one helps; `undefined` takes it away. The focus stays where it is. */
  showFault(control, text, link) {
    const id = `${control.id}-error`;
    const described = (control.getAttribute('aria-describedby') ?? '').split(' ').filter((one) => one && one !== id);
    document.getElementById(id)?.remove();
    control.removeAttribute('aria-invalid');
    if (text) {
      const fault = document.createElement('p');
      fault.className = 'ds-validation-message';
      fault.dataset.field = 'validation';
      fault.id = id;
      fault.textContent = text;
      if (link) {
        const way = document.createElement('a');
        [way.className, way.href, way.textContent] = ['ds-link', link.href, link.text];
        fault.append(' ', way);
      }
      control.after(fault);
      control.setAttribute('aria-invalid', 'true');
      described.push(id);
    }
    if (described.length > 0) control.setAttribute('aria-describedby', described.join(' '));
    else control.removeAttribute('aria-describedby');
  },

  /** The line that always stands there: what keeps fields from being saved, most telling first. @param under some are still on their way */
  lineText({ stopped, lost, busy, under, all, open, saved }, words) {
    if (stopped && all) return autosave.fill(words.stopped, { why: stopped, fields: all });
    if (lost) return autosave.fill(words.lost, { fields: all });
    if (under) return busy ? words.saving : autosave.fill(words.notSaved, { fields: all });
    return open ? autosave.fill(words.notSaved, { fields: open }) : saved;
  },

  /**
   * Sends a form's text. An answer that is none (no connection, a server that is down or asks to wait) is `undefined`: to be asked again.
   * `keepalive`, because whoever leaves a field often leaves the page in the same breath.
   */
  async ask(url, body, note) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        keepalive: true,
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(30_000),
      });
      if (response.status >= 500 || response.status === 429) {
        note.retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1000;
        return undefined;
      }
      return { status: response.status, ...(await response.json()) };
    } catch {
      return undefined;
    }
  },

  /** Waits that grow from a second to a minute; a server that names a wait gets it. */
  waitMs: (tries, note) => Math.max(Math.min(60_000, 500 * 2 ** tries), note.retryAfterMs ?? 0),

  fill: (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? ''),

  read(key) {
    try {
      return JSON.parse(sessionStorage.getItem(key) ?? 'null');
    } catch {
      return null;
    }
  },

  /** This tab alone, and only until the server has it: what is typed here is about somebody. */
  write(key, value) {
    if (value === null || Object.keys(value).length === 0) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  },

  /**
   * A field is done when it is left. A text is also done once typing pauses, but for a number that says nothing before it is whole; a date, which changes with
   * every digit that is typed, once it has stood a while.
   */
  whenSettled(form, settled) {
    const timers = new Map();
    const after = (control, waitMs) => {
      clearTimeout(timers.get(control));
      timers.set(
        control,
        setTimeout(() => now(control), waitMs),
      );
    };
    const saysPart = (control) => {
      const { clear, complete } = autosave.frameOf(control).dataset;
      return control.type === 'text' && clear === undefined && complete === undefined;
    };
    const now = (control) => {
      clearTimeout(timers.get(control));
      timers.delete(control);
      settled(control);
    };
    form.addEventListener('change', ({ target }) => {
      if (!autosave.frameOf(target)) return;
      if (target.type !== 'date') return now(target);
      after(target, 1_200);
    });
    form.addEventListener('input', ({ target }) => {
      if (autosave.frameOf(target) && saysPart(target)) after(target, 1_500);
    });
    form.addEventListener('focusout', ({ target }) => {
      if (timers.has(target)) now(target);
    });
  },
};
