// The photo page.
import { ChoiceBar } from '../parts/controls.js';
import { Page, show } from '../parts/page.js';
import { CornersView } from '../photo/corners-view.js';
import { fields, views } from '../photo/fields.js';
import { HogView } from '../photo/hog-view.js';
import { KeypointsView } from '../photo/keypoints-view.js';
import { MatchesView } from '../photo/matches-view.js';
import { SourcePanel } from '../photo/source-panel.js';
import { useDrop } from '../photo/use-drop.js';
import { useSource } from '../photo/use-source.js';
import { useAddress } from '../state/use-address.js';
import '../style/photo.css';

const VIEWS = {
  keypoints: KeypointsView,
  corners: CornersView,
  hog: HogView,
  matches: MatchesView,
} as const;

function PhotoPage() {
  const { state, change, reset, refused } = useAddress(fields);
  const source = useSource(state.photo, Number(state.size));
  const over = useDrop(source.open);
  const View = VIEWS[state.view];
  const { photo } = source;
  return (
    <Page
      title="Photo"
      intro="What a vision library sees in a picture, while you move its parameters. Pick something it found, and see the work."
    >
      {over && <div class="drop">Drop the photo here</div>}
      <ChoiceBar
        label="What to look for"
        value={state.view}
        choices={views}
        onChange={(view) => change({ view, at: undefined })}
      />
      {refused.length > 0 && (
        <p class="error" role="alert">
          The address has parts that make no sense here and were left out: {refused.join(', ')}.
        </p>
      )}
      <SourcePanel {...{ source, state, change }} />
      {photo ? (
        <View key={state.view} {...{ source, photo, state, change, reset }} />
      ) : (
        <div class="empty" />
      )}
    </Page>
  );
}

show(<PhotoPage />);
