// Makes the declared tables, so that what is declared can be read back as Postgres understands it.
import { SQL, is, sql } from "drizzle-orm";
import { IndexedColumn, PgDialect, PgTable, getTableConfig, isPgSequence } from "drizzle-orm/pg-core";
import type { ForeignKey, Index, PgColumn, PgSequence } from "drizzle-orm/pg-core";

const dialect = new PgDialect();

/** The statements that make these tables and sequences, in an order in which they work. */
export function createDeclared(declared: readonly (PgTable | PgSequence)[]): readonly string[] {
  const sequences = declared.filter(isPgSequence);
  const tables = declared.filter((one) => is(one, PgTable)).map((table) => getTableConfig(table));
  return [
    ...sequences.map(
      ({ seqName, seqOptions }) => `create sequence "${seqName}" cache ${seqOptions?.cache ?? 1}`,
    ),
    ...tables.map(createTable),
    ...tables.flatMap(({ name, foreignKeys }) => foreignKeys.map((key) => addForeignKey(name, key))),
    ...tables.flatMap(({ name, indexes }) => indexes.map((index) => createIndex(name, index))),
  ];
}

function createTable(config: ReturnType<typeof getTableConfig>): string {
  const parts = [
    ...config.columns.map(column),
    ...config.primaryKeys.map(({ columns }) => `primary key (${names(columns)})`),
    ...config.uniqueConstraints.map(({ columns }) => `unique (${names(columns)})`),
    ...config.checks.map(({ name, value }) => `constraint "${name}" check (${text(value)})`),
  ];
  return `create table "${config.name}" (${parts.join(", ")})`;
}

function column(one: PgColumn): string {
  const parts = [
    `"${one.name}" ${one.getSQLType()}`,
    one.notNull ? "not null" : "",
    one.generatedIdentity === undefined
      ? ""
      : `generated ${one.generatedIdentity.type === "always" ? "always" : "by default"} as identity`,
    one.default === undefined
      ? ""
      : `default ${text(is(one.default, SQL) ? one.default : sql`${sql.param(one.default, one)}`)}`,
    one.primary ? "primary key" : "",
    one.isUnique ? "unique" : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function addForeignKey(table: string, key: ForeignKey): string {
  const { columns, foreignColumns, foreignTable } = key.reference();
  const on = [
    key.onDelete === undefined ? "" : ` on delete ${key.onDelete}`,
    key.onUpdate === undefined ? "" : ` on update ${key.onUpdate}`,
  ];
  return `alter table "${table}" add foreign key (${names(columns)}) references "${getTableConfig(foreignTable).name}" (${names(foreignColumns)})${on.join("")}`;
}

function createIndex(table: string, { config }: Index): string {
  const columns = config.columns.map((one) => {
    if (is(one, SQL)) return `(${text(one)})`;
    if (!is(one, IndexedColumn))
      throw new TypeError(
        `Cannot read index "${config.name}": it is on something else than columns and expressions`,
      );
    const { order, nulls, opClass } = one.indexConfig;
    return `"${one.name}" ${opClass ?? ""} ${order ?? "asc"} nulls ${nulls ?? "last"}`;
  });
  const where = config.where === undefined ? "" : ` where ${text(config.where)}`;
  return `create ${config.unique ? "unique " : ""}index "${config.name}" on "${table}" using ${config.method ?? "btree"} (${columns.join(", ")})${where}`;
}

function names(columns: readonly { readonly name: string }[]): string {
  return columns.map(({ name }) => `"${name}"`).join(", ");
}

/** An expression with its values written out. */
function text(expression: SQL): string {
  return dialect.sqlToQuery(expression.inlineParams()).sql;
}
