/*
 * Comfort on top of pages that work without it: no double sending, a word when the connection is lost, text that survives a refused or lost form.
 * Loaded after htmx. Every sentence comes from the page, in the reader's language.
 */
(() => {
  'use strict';

  const connection = document.querySelector('[data-connection]');

  // One sending per form. The button is only marked, not disabled: a disabled button would not send its own name and value.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post' || event.defaultPrevented) return;
    if (form.dataset.sent !== undefined) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = '';
    const button = event.submitter;
    if (button) {
      button.dataset.sent = '';
      button.setAttribute('aria-disabled', 'true');
    }
    say('sending');
    if (form.dataset.forgetKept !== undefined) forgetAll();
  });

  // Coming back with the browser's own button shows the page as it was left: make its forms usable again.
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    for (const sent of document.querySelectorAll('[data-sent]')) {
      delete sent.dataset.sent;
      sent.removeAttribute('aria-disabled');
    }
    say('');
  });

  // A refused form: the reader continues at what is wrong.
  document.querySelector('[data-focus]')?.focus();

  // Live regions. What is not the region (a sign-in page after the session ended, an error) must never take its place.
  document.addEventListener('htmx:before:swap', (event) => {
    const source = event.detail.ctx.sourceElement;
    if (source?.dataset.liveStream !== undefined) event.preventDefault();
    if (source?.dataset.liveRegion === undefined) return;
    const found = event.detail.tasks.some((task) => task.type === 'main' && task.fragment.childElementCount > 0);
    if (!found || event.detail.ctx.response.status >= 400) event.preventDefault();
    say(found && event.detail.ctx.response.status < 400 ? 'back' : 'lost');
  });
  document.addEventListener('htmx:error', () => say('lost'));
  document.addEventListener('htmx:response:error', () => say('lost'));

  // While rehearsed time moves on: the page comes anew once it has, unless something is being typed.
  const running = document.querySelector('[data-advance-running]');
  let typed = false;
  document.addEventListener('input', () => (typed = true));
  if (running) waitForAdvance();

  async function waitForAdvance() {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 700));
      const clock = await fetch('/api/v1/rehearsal/clock')
        .then((answer) => answer.json())
        .catch(() => undefined);
      if (!clock || clock.running) continue;
      if (typed) running.textContent = running.dataset.advanced;
      else location.replace(location.pathname + location.search);
      return;
    }
  }

  let lost = false;
  function say(what) {
    if (!connection) return;
    if (what === 'back' && !lost) return;
    lost = what === 'lost';
    connection.textContent = connection.dataset[what] ?? '';
    if (what === 'back') setTimeout(() => !lost && (connection.textContent = ''), 4_000);
  }

  // Text typed into a form with `data-keep` stays in this tab until the server says it has arrived, or the reader signs out.
  const prefix = 'frist-kept:';
  for (const done of document.querySelectorAll('[data-kept-done]')) sessionStorage.removeItem(prefix + done.dataset.keptDone);
  for (const form of document.querySelectorAll('form[data-keep]')) keep(form);

  function keep(form) {
    const key = prefix + form.dataset.keep;
    const fields = [...form.elements].filter((field) => field.name && field.matches('textarea, input[type=text], input[type=email]'));
    const kept = JSON.parse(sessionStorage.getItem(key) ?? '{}');
    let restored = false;
    for (const field of fields) {
      // What the server knows is newer than what this tab remembers.
      if (field.value !== '' || !kept[field.name]) continue;
      field.value = kept[field.name];
      restored = true;
    }
    if (restored) form.querySelector('[data-kept-restored]')?.removeAttribute('hidden');
    form.addEventListener('input', () =>
      sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field.value])))),
    );
  }

  function forgetAll() {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
  }
})();
