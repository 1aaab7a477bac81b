// A code editor for mail bodies and other long text with Liquid; loaded when first shown.
import { autocompletion } from "@codemirror/autocomplete";
import type { CompletionContext } from "@codemirror/autocomplete";
import { liquid } from "@codemirror/lang-liquid";
import { useComputedColorScheme } from "@mantine/core";
import CodeMirror, { EditorView } from "@uiw/react-codemirror";
import { useMemo, useRef } from "react";
import type { Variable } from "./form-context.ts";
import { typeWord } from "./type-word.ts";
import { VariablePicker } from "./variable-picker.tsx";

interface CodeInputProps {
  readonly label: string;
  readonly value: string;
  readonly variables: readonly Variable[];
  readonly isReadOnly: boolean;
  readonly onChange: (text: string) => void;
}

/** Text with Liquid: colours, and completion of the values in reach inside `{{ }}`. */
export function CodeInput({ label, value, variables, isReadOnly, onChange }: CodeInputProps) {
  const scheme = useComputedColorScheme("light");
  const view = useRef<EditorView>(null);
  const insert = (path: string): void => {
    const editor = view.current;
    if (editor === null) return;
    editor.dispatch(editor.state.replaceSelection(`{{ ${path} }}`));
    editor.focus();
  };
  const extensions = useMemo(
    () => [
      liquid(),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label }),
      autocompletion({ override: [(context) => complete(context, variables)] }),
    ],
    [label, variables],
  );
  return (
    <div className="tl-code">
      {!isReadOnly && (
        <div className="tl-code-picker">
          <VariablePicker label={label} variables={variables} onPick={insert} />
        </div>
      )}
      <CodeMirror
        value={value}
        height="auto"
        minHeight="140px"
        maxHeight="360px"
        theme={scheme}
        extensions={extensions}
        readOnly={isReadOnly}
        // Tab goes to the next field, as everywhere else: whoever uses the keyboard must be able to leave.
        indentWithTab={false}
        onCreateEditor={(editor) => {
          view.current = editor;
        }}
        onChange={onChange}
        basicSetup={{ foldGutter: false, lineNumbers: false, highlightActiveLine: false }}
      />
    </div>
  );
}

function complete(context: CompletionContext, variables: readonly Variable[]) {
  const before = context.state.sliceDoc(0, context.pos);
  if (before.lastIndexOf("{{") <= before.lastIndexOf("}}")) return null;
  const word = context.matchBefore(/[\w.]*/);
  if (word === null || (word.from === word.to && !context.explicit)) return null;
  return {
    from: word.from,
    options: variables.map(({ path, type, group }) => ({ label: path, detail: typeWord(type), info: group })),
  };
}
