// One kind of thing as a list: what it is, a button to add one, a table, what can be done with each.
import { Button, Group, Stack, Table, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { ReactNode } from "react";
import { EmptyState } from "./empty-state.tsx";
import { Loaded } from "./loaded.tsx";
import type { Loadable } from "./loaded.tsx";

interface Column<T> {
  readonly title: string;
  readonly show: (row: T) => ReactNode;
  /** `number` stands to the right, `code` is for what programs read. */
  readonly kind?: "number" | "code";
}

interface ResourceTableProps<T> {
  /** What the table lists, for whoever cannot see it. */
  readonly label: string;
  readonly about: ReactNode;
  readonly query: Loadable<readonly T[]>;
  readonly describe: (error: unknown) => string;
  /** What is shown instead of an empty table: what belongs here and how to get it. */
  readonly empty: { readonly icon: string; readonly title: string; readonly text: ReactNode };
  readonly keyOf: (row: T) => string;
  readonly columns: readonly Column<T>[];
  /** What can be done with one; `edit` opens its dialog. */
  readonly actions: (row: T, edit: () => void) => ReactNode;
  /** What the button says that adds one; absent for whoever may not. */
  readonly add?: string | undefined;
  /** The dialog that changes one, or makes a new one of null. Mounted for one opening: nothing typed before is left. */
  readonly dialog?: (row: T | null, close: () => void) => ReactNode;
  /** What else there is to say above the table. */
  readonly children?: ReactNode;
}

/** Lists a resource. */
export function ResourceTable<T>(props: ResourceTableProps<T>) {
  const { about, query, describe, empty, add, dialog, children } = props;
  const [editing, setEditing] = useState<{ readonly row: T | null } | null>(null);
  return (
    <Stack gap="md">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="sm" c="dimmed" maw={680} component="div">
          {about}
        </Text>
        {add !== undefined && (
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            // What is there already is known first, so that a new one does not take its place.
            disabled={query.data === undefined}
            onClick={() => setEditing({ row: null })}
            style={{ flex: "none" }}
          >
            {add}
          </Button>
        )}
      </Group>
      {children}
      <Loaded query={query} describe={describe}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState icon={empty.icon} title={empty.title}>
              {empty.text}
            </EmptyState>
          ) : (
            <Rows {...props} rows={rows} onEdit={(row) => setEditing({ row })} />
          )
        }
      </Loaded>
      {editing !== null && dialog?.(editing.row, () => setEditing(null))}
    </Stack>
  );
}

interface RowsProps<T> extends Pick<ResourceTableProps<T>, "label" | "columns" | "keyOf" | "actions"> {
  readonly rows: readonly T[];
  readonly onEdit: (row: T) => void;
}

function Rows<T>({ label, columns, keyOf, actions, rows, onEdit }: RowsProps<T>) {
  return (
    <div className="tl-card">
      <Table aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ title, kind }) => (
              <Table.Th key={title} {...(kind === "number" ? { ta: "right" } : {})}>
                {title}
              </Table.Th>
            ))}
            <Table.Th>
              <span className="tl-visually-hidden">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={keyOf(row)}>
              {columns.map(({ title, show, kind }) => (
                <Table.Td key={title} {...(kind === undefined ? {} : looks[kind])}>
                  {show(row)}
                </Table.Td>
              ))}
              <Table.Td ta="right">{actions(row, () => onEdit(row))}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

const looks = {
  number: { ta: "right", className: "tl-numbers" },
  code: { className: "tl-mono" },
} as const;

interface RowButtonProps {
  /** What it does to which one: `Delete shop-token`. */
  readonly label: string;
  /** It cannot be taken back. */
  readonly isGrave?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

/** A button at the end of a row. */
export function RowButton({ label, isGrave = false, onClick, children }: RowButtonProps) {
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      {...(isGrave ? { color: "red", c: "red" } : {})}
      aria-label={label}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
