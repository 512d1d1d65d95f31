// The list of topics, by subject.
import { useId } from 'preact/hooks';
import { subjects } from './topics.js';

/** What the list is told. */
export interface TopicSelectProps {
  readonly value: string;
  readonly onChange: (topic: string) => void;
}

/** A choice of a topic. */
export function TopicSelect({ value, onChange }: TopicSelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>Topic</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {subjects.map(({ name, topics }) => (
          <optgroup key={name} label={name}>
            {topics.map(([topic, title]) => (
              <option key={topic} value={topic}>
                {title}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}
