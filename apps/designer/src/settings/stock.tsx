import { Badge, Button, Group, NumberInput, Table, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Answer } from "../api/client.ts";
import { call, toMessage } from "../api/client.ts";
import { stockQuery } from "../api/queries.ts";
import { useMay } from "../api/use-may.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { sayDone } from "../ui/say.ts";
import { When } from "../ui/when.tsx";
import { FormDialog, Section } from "./section.tsx";
import { checkStockForm } from "./stock-form.ts";
import type { StockForm } from "./stock-form.ts";
import { useMarked } from "./use-marked.ts";

type Item = Answer<"listStockItems">["items"][number];

/** Stock items that flows re-order. */
export function Stock() {
  const query = useQuery(stockQuery);
  const mayChange = useMay()("putStockItem");
  const [editing, setEditing] = useState<Item | "new" | null>(null);
  return (
    <Section
      about="What is in stock, when to order more, how much, and from whom. The node “Reorder stock” reads these."
      action="New item"
      onAdd={mayChange ? () => setEditing("new") : undefined}
    >
      <Loaded query={query} describe={toMessage}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon="packages" title="No stock item yet">
              Add the first item, then draw a flow that starts when its level falls.
            </EmptyState>
          ) : (
            <div className="tl-card">
              <Table aria-label="Stock items">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Item</Table.Th>
                    <Table.Th ta="right">Level</Table.Th>
                    <Table.Th ta="right">Order at</Table.Th>
                    <Table.Th ta="right">Quantity</Table.Th>
                    <Table.Th>Newest order</Table.Th>
                    <Table.Th>
                      <span className="tl-visually-hidden">Actions</span>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((item) => (
                    <Table.Tr key={item.sku}>
                      <Table.Td>
                        {item.name}
                        <Text size="xs" c="dimmed">
                          {item.sku}
                        </Text>
                      </Table.Td>
                      <Table.Td ta="right" className="tl-numbers">
                        {item.level <= item.reorderPoint ? (
                          <Badge color="yellow">{item.level}</Badge>
                        ) : (
                          item.level
                        )}
                      </Table.Td>
                      <Table.Td ta="right" className="tl-numbers">
                        {item.reorderPoint}
                      </Table.Td>
                      <Table.Td ta="right" className="tl-numbers">
                        {item.reorderQuantity}
                      </Table.Td>
                      <Table.Td>
                        {item.orders[0] === undefined ? (
                          "–"
                        ) : (
                          <>
                            {item.orders[0].quantity}, {item.orders[0].state},{" "}
                            <When at={item.orders[0].createdAt} />
                          </>
                        )}
                      </Table.Td>
                      <Table.Td ta="right">
                        {mayChange && (
                          <Button
                            size="compact-xs"
                            variant="subtle"
                            aria-label={`Edit ${item.name}`}
                            onClick={() => setEditing(item)}
                          >
                            Edit
                          </Button>
                        )}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </div>
          )
        }
      </Loaded>
      {editing !== null && (
        <StockDialog item={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
      )}
    </Section>
  );
}

function StockDialog({ item, onClose }: { readonly item: Item | null; readonly onClose: () => void }) {
  const client = useQueryClient();
  const [sku, setSku] = useState(item?.sku ?? "");
  const [name, setName] = useState(item?.name ?? "");
  const [supplier, setSupplier] = useState(item?.supplier ?? "");
  const [numbers, setNumbers] = useState({
    level: item?.level ?? 0,
    reorderPoint: item?.reorderPoint ?? 10,
    reorderQuantity: item?.reorderQuantity ?? 50,
  });
  const wrong = checkStockForm({ sku, name, supplier });
  const marked = useMarked<keyof StockForm>();
  const save = useMutation({
    mutationFn: () =>
      call("putStockItem", {
        params: { id: sku },
        body: { name, supplier: supplier === "" ? null : supplier, ...numbers },
      }),
    onSuccess: async () => {
      sayDone("Stored");
      onClose();
      await client.invalidateQueries({ queryKey: ["stock"] });
    },
  });
  const amount = (key: keyof typeof numbers, label: string) => (
    <NumberInput
      label={label}
      min={0}
      value={numbers[key]}
      onChange={(next) => typeof next === "number" && setNumbers({ ...numbers, [key]: next })}
    />
  );
  return (
    <FormDialog
      title={item === null ? "New stock item" : item.name}
      isOpen
      isBusy={save.isPending}
      canSave={Object.keys(wrong).length === 0}
      onRefused={marked.all}
      problem={save.error === null ? null : toMessage(save.error)}
      onClose={onClose}
      onSave={() => save.mutate()}
    >
      <TextInput
        label="SKU"
        required
        readOnly={item !== null}
        value={sku}
        error={marked.at(wrong, "sku")}
        onBlur={() => marked.leave("sku")}
        onChange={(event) => setSku(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label="Name"
        required
        value={name}
        error={marked.at(wrong, "name")}
        onBlur={() => marked.leave("name")}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Group grow>
        {amount("level", "Level")}
        {amount("reorderPoint", "Order at")}
        {amount("reorderQuantity", "Quantity")}
      </Group>
      <TextInput
        label="Supplier"
        description="Address that takes the order"
        placeholder="https://supplier.example/orders"
        value={supplier}
        error={marked.at(wrong, "supplier")}
        onBlur={() => marked.leave("supplier")}
        onChange={(event) => setSupplier(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
