/*
 * A record that comes into being by itself once its mandatory fields are valid (`domain.md` 6.3). The server decides what is valid. A sending whose answer was
 * lost goes again as it was, under the same key, so that nobody is registered twice.
 */
(() => {
  'use strict';

  const form = document.querySelector('form[data-create]');
  if (!form) return;
  const { frameOf, showState, showFault, ask, waitMs, read, write, whenSettled } = autosave;
  const words = JSON.parse(form.dataset.words);
  const [line, said] = [document.querySelector('[data-save-line]'), document.querySelector('[data-save-said]')];
  const key = `frist-kept:${form.dataset.kept}`;
  const controls = [...form.querySelectorAll('[data-autosave-field] [name]')];
  const valuesOf = () => Object.fromEntries(controls.map(({ name, value }) => [name, value]));
  const note = {};
  // { values, formKey, sent? }: `sent` is on its way.
  const kept = read(key) ?? { values: valuesOf(), formKey: form.elements._key.value };
  let [busy, again, tries, timer] = [false, false, 0, 0];

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    event.stopPropagation();
    void check();
  });
  form.addEventListener('input', ({ target }) => {
    if (!frameOf(target)) return;
    showFault(target);
    keep();
    // A number that has all its digits is checked at once; while they are typed nobody is told off.
    if (Number(frameOf(target).dataset.complete) === target.value.replace(/\s/g, '').length) void check();
  });
  whenSettled(form, () => void check());
  window.addEventListener('online', () => void check());

  function keep() {
    kept.values = valuesOf();
    write(key, kept);
  }

  function say(text, state) {
    line.dataset.state = state ?? '';
    line.textContent = text;
    if (said.textContent !== text) said.textContent = text;
  }

  async function check() {
    again = busy;
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    keep();
    kept.sent ??= { ...kept.values };
    write(key, kept);
    const { sent } = kept;
    const answer = await ask(form.dataset.create, new URLSearchParams({ ...sent, _key: kept.formKey }), note);
    busy = false;
    if (answer === undefined) {
      say(words.lostNew, 'attention');
      for (const control of controls) if (control.value) showState(control, 'waiting', words);
      tries += 1;
      timer = setTimeout(check, waitMs(tries, note));
      return;
    }
    tries = 0;
    delete kept.sent;
    keep();
    if (answer.href) return goOn(answer, sent);
    if (answer.status === 401) return say(words.signedOut, 'attention');
    for (const control of controls) {
      const fault = control.value === sent[control.name] ? answer.faults?.[control.name] : undefined;
      showFault(control, fault, answer.links?.[control.name]);
      showState(control, fault ? 'refused' : '', words);
    }
    say(answer.line ?? answer.title, 'attention');
    if (again || controls.some(({ name, value }) => value !== sent[name])) void check();
  }

  /** To the page of the record, with what was typed while the answer was on its way. */
  function goOn({ href, save, keep: name, version, line: text }, sent) {
    say(text);
    const later = controls.filter((control) => control.value !== sent[control.name] && control.name !== 'municipality');
    const fields = later.map((control) => ({
      url: save,
      name: control.name,
      label: frameOf(control).dataset.label,
      value: control.value,
      seen: version,
    }));
    write(`frist-kept:${name}`, Object.fromEntries(fields.map((one) => [`${one.url} ${one.name}`, one])));
    if (document.activeElement?.id) sessionStorage.setItem(`frist-kept:${name}:focus`, document.activeElement.id);
    write(key, null);
    location.replace(href);
  }

  const restored = controls.filter((control) => kept.values[control.name] && control.value !== kept.values[control.name]);
  for (const control of restored) control.value = kept.values[control.name];
  if (restored.length > 0 || kept.sent) void check();
})();
