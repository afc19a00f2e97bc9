// A scanner that types: a burst of keys and Enter, faster than any hand. Where no field has the cursor the page listens
// itself, so no keyboard of the phone covers half of the screen, and no Vietnamese input method stands in between.

const BETWEEN = 120;

/// Calls `read` with each code that a scanner types outside of fields.
export function hearScanner(read) {
  let typed = '';
  let last = 0;
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target;
    if (at instanceof HTMLElement && (at.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(at.tagName))) return;
    const now = event.timeStamp;
    if (now - last > BETWEEN && !event.isComposing) typed = '';
    last = now;
    if (event.key === 'Enter' || event.key === 'Tab') {
      if (typed.length < 4) return;
      const code = typed;
      typed = '';
      // The Enter of a scanner presses no button that has the focus.
      event.preventDefault();
      event.stopPropagation();
      read(code);
    } else if (event.key.length === 1) {
      typed += event.key;
      if (event.key === ' ' && typed.length > 1) event.preventDefault();
    }
  }, true);
}
