/*
 * Fields that save themselves. What is typed is kept in this tab (sessionStorage, by record and reader; a national number never outlives the tab) until the
 * server has acknowledged it, and is sent again with growing waits when the line is lost, also after a reload. Nothing moves the focus.
 */
(() => {
  'use strict';

  const root = document.querySelector('[data-autosave]');
  if (!root) return;
  const { frameOf, showState, showFault, lineText, ask, waitMs, read, write, whenSettled } = autosave;
  const words = JSON.parse(root.dataset.words);
  const [line, said] = [root.querySelector('[data-save-line]'), root.querySelector('[data-save-said]')];
  const key = `frist-kept:${root.dataset.autosave}`;
  // By address and name of the field: { url, name, label, value, seen, sent? }. `sent` is on its way, and goes first again when the answer was lost.
  const kept = read(key) ?? {};
  const [typing, refused, conflicts, letThrough] = [new Set(), new Map(), new Map(), new Set()];
  const note = {};
  let [busy, lost, begun, tries, timer, stopped] = [false, false, false, 0, 0, ''];

  const idOf = (control) => `${control.form.dataset.save} ${control.name}`;
  const controlOf = ({ url, name }) => root.querySelector(`form[data-save="${url}"] [data-autosave-field] [name="${name}"]`);
  const named = (ids) => [...new Set(ids.map((id) => kept[id]?.label).filter(Boolean))].join(', ');
  // Fields that make sense only with each other go together.
  const withOthers = (control) =>
    (control.form.dataset.together ?? '').split(' ').includes(control.name)
      ? control.form.dataset.together.split(' ').map((name) => control.form.elements[name])
      : [control];
  const groupOf = (one) => {
    const control = controlOf(one);
    return control ? withOthers(control).map(idOf) : [`${one.url} ${one.name}`];
  };

  for (const form of root.querySelectorAll('form[data-save]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      typing.clear();
      void send();
    });
    form.addEventListener('input', ({ target }) => frameOf(target) && typed(target));
    whenSettled(form, (control) => {
      typed(control);
      typing.delete(idOf(control));
      void send();
    });
  }

  function typed(control) {
    typing.add(idOf(control));
    for (const one of withOthers(control)) {
      const [id, frame] = [idOf(one), frameOf(one)];
      refused.delete(id);
      // As it is stored already: nothing to save.
      if (one === control && one.value === frame.dataset.value && kept[id]?.sent === undefined && withOthers(one).length === 1)
        delete kept[id];
      else
        // The same object still: what is on its way must find what was typed since.
        kept[id] = Object.assign(kept[id] ?? { seen: Number(frame.dataset.seen) }, {
          url: one.form.dataset.save,
          name: one.name,
          label: frame.dataset.label,
          value: one.value,
          whole: one.form.dataset.whole !== undefined,
        });
      showFault(one);
      showState(one, '', words);
    }
    write(key, kept);
    say();
  }

  /** The fields that go next: to one address, seen in one version. Those whose answer was lost go first, as they were. */
  function nextBatch() {
    const rests = (id) => typing.has(id) || refused.has(id) || conflicts.has(id);
    const ready = Object.entries(kept).filter(([id, one]) => !rests(id) && !groupOf(one).some((other) => conflicts.has(other)));
    const [, first] = ready.find(([, one]) => one.sent !== undefined) ?? ready[0] ?? [];
    if (!first) return [];
    return ready.filter(
      ([, one]) => one.url === first.url && one.seen === first.seen && (one.sent === undefined) === (first.sent === undefined),
    );
  }

  async function send() {
    if (busy || stopped) return say();
    clearTimeout(timer);
    const batch = nextBatch();
    // Where nothing is kept, nothing waits for the line: a form that found none is no field that is not saved.
    if (Object.keys(kept).length === 0) lost = false;
    if (batch.length === 0) return say();
    busy = true;
    for (const [, one] of batch) {
      one.sent ??= one.value;
      const control = controlOf(one);
      if (control) showState(control, lost ? 'waiting' : 'saving', words);
    }
    write(key, kept);
    say();
    const { url, seen } = batch[0][1];
    const answer = await ask(url, new URLSearchParams([['_seen', seen], ...batch.map(([, { name, sent }]) => [name, sent])]), note);
    busy = false;
    lost = answer === undefined;
    if (lost) {
      for (const [, one] of batch) if (controlOf(one)) showState(controlOf(one), 'waiting', words);
      tries += 1;
      timer = setTimeout(send, waitMs(tries, note));
      return say();
    }
    tries = 0;
    // Typed anew while the answer was on its way: it goes again, and with it what it makes sense with.
    const newer = new Set(batch.filter(([, one]) => one.value !== one.sent).map(([id]) => id));
    for (const [id, one] of batch) take(id, one, answer, newer);
    write(key, kept);
    if (answer.status === 200) document.body.dispatchEvent(new Event(root.dataset.topic));
    if (answer.line) line.dataset.saved = answer.line;
    void send();
  }

  function take(id, one, answer, newer) {
    const { sent } = one;
    delete one.sent;
    const control = controlOf(one);
    const group = groupOf(one);
    const same = !group.some((other) => newer.has(other));
    const faults = answer.notSaved ?? {};
    // The session ended, or the record may no longer be seen: what was typed stays, nothing is tried again until the page is opened anew.
    if ([401, 403, 404].includes(answer.status)) stopped = answer.status === 401 ? words.signedOut : answer.title;
    else if (answer.conflicts?.[one.name]) conflict(id, { ...answer.conflicts[one.name], version: answer.version });
    // Its neighbours in the same sending: again, without the one that another has changed.
    else if (answer.conflicts && Object.keys(answer.conflicts).some((name) => kept[`${one.url} ${name}`])) return;
    else if (answer.status !== 200 || group.some((other) => faults[kept[other]?.name])) {
      if (!same) return;
      const text = answer.status === 200 ? faults[one.name] : [answer.title, answer.detail].filter(Boolean).join(' ') || words.refused;
      refused.set(id, text);
      if (control) showFault(control, text, answer.links?.[one.name]);
      if (control) showState(control, 'refused', words);
    } else {
      const frame = control && frameOf(control);
      if (frame) [frame.dataset.seen, frame.dataset.value] = [answer.version, sent];
      if (same) delete kept[id];
      else one.seen = answer.version;
      if (one.whole) seeWhole(one.url, answer.version);
      if (!same || !control) return;
      showState(control, 'saved', words);
      // A number is not left standing in the page.
      if (frame.dataset.clear !== undefined) [control.value, frame.dataset.value] = ['', ''];
    }
  }

  /** An entry is one thing with one version: what was saved of it was saved on its newest. */
  function seeWhole(url, version) {
    for (const one of Object.values(kept)) if (one.url === url) one.seen = version;
    for (const frame of root.querySelectorAll(`form[data-save="${url}"] [data-autosave-field]`)) frame.dataset.seen = version;
  }

  /** Shows both values, and lets the reader say which is to stand. */
  function conflict(id, theirs) {
    const [one, control] = [kept[id], controlOf(kept[id])];
    conflicts.set(id, theirs);
    if (!control) return;
    showState(control, 'refused', words);
    const mine = control.selectedOptions?.[0]?.text ?? one.value;
    autosave.conflict.show(control, { mine, theirs: theirs.text }, words, (which) => {
      settle(withOthers(control), which);
      // The button is gone with its box: the reader goes on at the field.
      control.focus();
      write(key, kept);
      void send();
    });
  }

  /** Ends the conflict of a field, and with it those of the fields that go with it: one value of a pair says nothing. */
  function settle(controls, which) {
    const version = Math.max(...controls.map((control) => conflicts.get(idOf(control))?.version ?? 0));
    for (const control of controls) {
      const [id, frame] = [idOf(control), frameOf(control)];
      const theirs = conflicts.get(id);
      conflicts.delete(id);
      autosave.conflict.hide(control);
      frame.dataset.seen = version;
      if (theirs) frame.dataset.value = theirs.value;
      showState(control, '', words);
      if (which === 'mine' && kept[id]) kept[id].seen = version;
      if (which === 'mine') continue;
      delete kept[id];
      set(control, frame.dataset.value);
    }
  }

  function set(control, value) {
    control.value = value;
    // Lists that follow this one must know.
    control.dispatchEvent(new Event('autosave:set', { bubbles: true }));
  }

  /** The line that always stands there; what is settled is read out as well, while typing is not. */
  function say() {
    const ids = Object.keys(kept);
    const open = [...refused.keys(), ...conflicts.keys()].filter((id) => kept[id]);
    const settled = !busy && (stopped || lost || ids.length === open.length);
    const under = ids.some((id) => !open.includes(id));
    const text = lineText({ stopped, lost, busy, under, all: named(ids), open: named(open), saved: line.dataset.saved }, words);
    line.dataset.state = lost || stopped || open.length > 0 ? 'attention' : '';
    if (line.textContent !== text) line.textContent = text;
    begun ||= ids.length > 0;
    if (begun && settled && said.textContent !== text) said.textContent = text;
  }

  window.addEventListener('online', () => void send());
  // Whoever leaves the page in the middle of a field leaves it too.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) return;
    typing.clear();
    void send();
  });

  const reached = () =>
    fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(10_000) }).then(
      () => true,
      () => false,
    );

  // Other forms of the page wait for the fields: nothing is ended or discharged before what was typed has arrived.
  document.addEventListener(
    'submit',
    (event) => {
      const form = event.target;
      if (form.dataset.save || form.method !== 'post' || !root.contains(form) || letThrough.delete(form)) return;
      typing.clear();
      const waits = () => nextBatch().length > 0 || busy;
      if (navigator.onLine && !waits()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      void (async () => {
        await send();
        while (busy) await new Promise((resolve) => setTimeout(resolve, 50));
        if (waits()) return;
        // What a browser thinks of its line is often wrong: the server is asked. Without one the page must stay, and not become the browser's own.
        lost = !navigator.onLine && !(await reached());
        if (!lost) {
          letThrough.add(form);
          form.requestSubmit(event.submitter?.form === form ? event.submitter : null);
        }
        say();
      })();
      say();
    },
    true,
  );

  // What this tab kept from before: shown again where it was typed, and sent.
  for (const [id, one] of Object.entries(kept)) {
    const control = controlOf(one);
    if (!control) continue;
    if (one.sent === undefined && one.value === frameOf(control).dataset.value) delete kept[id];
    else set(control, one.value);
  }
  // Where the reader was when the record came into being.
  const focus = sessionStorage.getItem(`${key}:focus`);
  sessionStorage.removeItem(`${key}:focus`);
  if (focus && document.activeElement === document.body) document.getElementById(focus)?.focus();
  write(key, kept);
  void send();
})();
