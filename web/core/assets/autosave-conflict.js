/*
 * Somebody else saved a field meanwhile (autosave.js): both values are shown below it, and the reader says which is to stand.
 */
autosave.conflict = {
  /** Shows both values with a button each. @param choose told `mine` or `theirs`; the box is gone by then, so it says where the reader goes on */
  show(control, { mine, theirs }, words, choose) {
    const box = autosave.conflict.boxOf(control);
    const text = document.createElement('p');
    text.id = `${control.id}-conflict`;
    box.setAttribute('aria-labelledby', text.id);
    text.textContent = autosave.fill(words.conflict, { mine: mine || words.nothing, theirs: theirs || words.nothing });
    const button = (word, which) => {
      const made = document.createElement('button');
      [made.type, made.className, made.textContent] = ['button', 'ds-button', word];
      made.dataset.variant = 'secondary';
      made.addEventListener('click', () => choose(which));
      return made;
    };
    const row = document.createElement('div');
    row.className = 'frist-row';
    row.append(button(words.keepMine, 'mine'), button(words.useTheirs, 'theirs'));
    box.replaceChildren(text, row);
    box.hidden = false;
  },

  hide(control) {
    const box = autosave.conflict.boxOf(control);
    box.replaceChildren();
    box.removeAttribute('aria-labelledby');
    box.hidden = true;
  },

  boxOf: (control) => autosave.frameOf(control).querySelector('[data-conflict]'),
};
