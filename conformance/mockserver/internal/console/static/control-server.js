// @ts-check
// The clock of the server, its reset, and files from JSON.
import { control } from './api.js';
import { confirmDialog } from './dialog.js';
import { announce, button, el, errorBox, field, fill, showError } from './dom.js';
import { poll } from './poll.js';
import { makeHash } from './router.js';

const seedExample = JSON.stringify({
  customMetadataFields: [{ name: 'price', label: 'Price', schema: { type: 'Number' } }],
  files: [{ path: '/menu/today.txt', text: 'Coffee and cake', tags: ['menu'], customMetadata: { price: 3 } }],
}, null, 2);

/** Shows the section. @param {HTMLElement} root @returns {import('./sections.js').Section} */
export function show(root) {
  const clock = el('section', { className: 'panel stack', 'aria-labelledby': 'clock' });
  const polling = showClock(clock);
  fill(root, el('div', { className: 'panels' }, clock, seedPanel(), resetPanel(polling.now)));
  return { stop: polling.stop };
}

/** @param {HTMLElement} root */
function showClock(root) {
  const failure = errorBox();
  const now = el('output', { className: 'clock mono', 'aria-live': 'off' });
  const note = el('p', { className: 'muted' });
  const advance = el('input', { value: '1h', autocomplete: 'off', required: true });
  const time = el('input', { placeholder: '2026-03-01T12:00:00Z', autocomplete: 'off', required: true });
  let frozen = false;
  const freeze = button('Freeze', () => change({ frozen: !frozen }));

  /** @param {any} reading */
  function showReading(reading) {
    frozen = reading.frozen;
    now.textContent = reading.now.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');
    const ahead = new Date(reading.now).getTime() - Date.now();
    note.textContent = `${frozen ? 'The clock is frozen' : 'The clock runs'}, ${difference(ahead)}.`;
    freeze.textContent = frozen ? 'Let it run' : 'Freeze';
  }

  /** @param {any} body */
  async function change(body) {
    showError(failure);
    try {
      const reading = await control('PUT', 'clock', body);
      showReading(reading);
      announce(`The clock shows ${now.textContent}`);
    } catch (error) {
      showError(failure, error);
    }
  }

  /** @param {() => any} body */
  const submit = (body) => (/** @type {Event} */ event) => {
    event.preventDefault();
    change(body());
  };
  const quick = /** @type {Array<[string, string]>} */ ([['1 minute', '1m'], ['1 hour', '1h'], ['1 day', '24h']]);
  fill(root, el('h2', { id: 'clock' }, 'Clock'), now, note,
    el('div', { className: 'row' },
      quick.map(([title, by]) => button(`+ ${title}`, () => change({ advance: by }))), freeze),
    el('form', { className: 'line', onSubmit: submit(() => ({ advance: advance.value.trim() })) },
      field('Advance by', advance, 'such as 90s, 1h30m or -10m'),
      el('button', { type: 'submit' }, 'Advance')),
    el('form', { className: 'line', onSubmit: submit(() => ({ now: time.value.trim() })) },
      field('Set to', time, 'in UTC'), el('button', { type: 'submit' }, 'Set')),
    failure, el('p', { className: 'hint' },
      'Jobs, purges, upload tokens, signatures, rate limits and webhooks use this clock.'));
  return poll('clock', showReading, (error) => showError(failure, error));
}

/** Describes the difference from the clock of this computer. @param {number} milliseconds */
function difference(milliseconds) {
  const seconds = Math.round(Math.abs(milliseconds) / 1000);
  if (seconds < 3) return 'with the time of this computer';
  const units = /** @type {Array<[string, number]>} */ ([
    ['year', 31557600], ['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1],
  ]);
  const [unit, size] = units.find(([, length]) => seconds >= length) ?? ['second', 1];
  const count = Math.round(seconds / size);
  return `about ${count} ${unit}${count === 1 ? '' : 's'} ${milliseconds > 0 ? 'ahead of' : 'behind'} this computer`;
}

function seedPanel() {
  const failure = errorBox();
  const added = el('div', { className: 'success stack', hidden: true });
  const text = el('textarea', { rows: 10, className: 'mono', spellcheck: false, value: seedExample });
  const form = el('form', {
    className: 'stack', onSubmit: async (/** @type {Event} */ event) => {
      event.preventDefault();
      showError(failure);
      added.hidden = true;
      try {
        const { files } = await control('POST', 'seed', JSON.parse(text.value));
        fill(added, `${files.length} ${files.length === 1 ? 'file' : 'files'} added: `,
          files.map((/** @type {any} */ file) => [el('code', {}, file.filePath), ' ']),
          el('a', { href: makeHash('library') }, 'Show the library'));
        added.hidden = false;
        announce(`${files.length} files added`);
      } catch (error) {
        showError(failure, error);
      }
    },
  }, field('Files as JSON', text,
    'Each file has a path, one of text and content (base64), and the fields of an upload.'), failure, added,
  el('div', { className: 'row' }, el('button', { type: 'submit' }, 'Add files')));
  return el('section', { className: 'panel stack', 'aria-labelledby': 'seed' },
    el('h2', { id: 'seed' }, 'Add files'), form);
}

/** @param {() => void} done is called after a reset */
function resetPanel(done) {
  const success = el('p', { className: 'success', hidden: true }, 'The server has its initial state.');
  const reset = button('Reset the server', async () => {
    success.hidden = true;
    const confirmed = await confirmDialog('Reset the server?',
      'This deletes all files, folders, settings, faults and webhook events, the log, and the receiver of webhooks '
        + 'that was set here. The clock shows the real time again.',
      'Reset', () => control('POST', 'reset', {}), 'The server has its initial state');
    if (!confirmed) return;
    success.hidden = false;
    done();
  }, { class: 'danger' });
  return el('section', { className: 'panel stack', 'aria-labelledby': 'reset' },
    el('h2', { id: 'reset' }, 'Reset'),
    el('p', {}, 'Restores the state that the server had when it started, with its seed.'),
    el('div', { className: 'row' }, reset), success);
}
