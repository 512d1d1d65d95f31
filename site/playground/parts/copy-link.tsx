// A button that copies the address of what is shown.
import { useState } from 'preact/hooks';
import { flushAddress } from '../state/use-address.js';

/** "Copy link", which says when it has. */
export function CopyLink() {
  const [said, setSaid] = useState('');
  const copy = async (): Promise<void> => {
    flushAddress();
    try {
      await navigator.clipboard.writeText(location.href);
      setSaid('Copied: the link shows all of this again.');
    } catch {
      setSaid('The browser does not allow it here; the address bar has the link.');
    }
  };
  return (
    <span class="copy-link">
      <button type="button" onClick={copy}>
        Copy link
      </button>{' '}
      <span role="status" class="hint">
        {said}
      </span>
    </span>
  );
}
