/* A list whose groups follow another list: only the group of what is chosen there is offered. Without script all groups are, each under its heading. */
(() => {
  'use strict';

  for (const list of document.querySelectorAll('select[data-depends-on]')) {
    const first = list.form.elements[list.dataset.dependsOn];
    const groups = [...list.querySelectorAll('optgroup')];
    const follow = () => {
      for (const group of groups) {
        if (group.dataset.of === first.value) list.append(group);
        else group.remove();
      }
    };
    // Before the listeners that save: what no longer fits is emptied first.
    first.addEventListener('change', () => {
      const chosen = list.value;
      follow();
      list.value = [...list.options].some(({ value }) => value === chosen) ? chosen : '';
    });
    first.addEventListener('autosave:set', follow);
    follow();
  }
})();
