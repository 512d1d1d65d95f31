// A button that asks for a picture's file.

/** What it is told. */
export interface FileButtonProps {
  readonly label: string;
  readonly onFile: (file: File) => void;
}

/** The button: the browser's own field, which keys reach, under a label that looks like our buttons. */
export function FileButton({ label, onFile }: FileButtonProps) {
  return (
    <label class="button file">
      {label}
      <input
        type="file"
        accept="image/*"
        class="hidden"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // Else the same file could not be chosen twice.
          currentTarget.value = '';
          if (file) onFile(file);
        }}
      />
    </label>
  );
}
