import { Badge, Group, NumberInput, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { parseQuantity } from "@throughline/flow";
import { useState } from "react";
import type { Answer } from "../api/client.ts";
import { call, toMessage } from "../api/client.ts";
import { stockQuery } from "../api/queries.ts";
import { useAct } from "../api/use-act.ts";
import { useMay } from "../api/use-may.ts";
import { ResourceTable, RowButton } from "../ui/resource-table.tsx";
import { When } from "../ui/when.tsx";
import { FormDialog, useMarked } from "./form-dialog.tsx";
import { checkStockForm } from "./stock-form.ts";

type Item = Answer<"listStockItems">["items"][number];

/** Stock items that flows re-order. */
export function Stock() {
  const mayChange = useMay()("putStockItem");
  return (
    <ResourceTable
      label="Stock items"
      about="What is in stock, when to order more, how much, and from whom. The node “Reorder stock” reads these."
      query={useQuery(stockQuery)}
      describe={toMessage}
      empty={{
        icon: "packages",
        title: "No stock item yet",
        text: "Add the first item, then draw a flow that starts when its level falls.",
      }}
      keyOf={({ sku }) => sku}
      columns={[
        {
          title: "Item",
          show: ({ name, sku }) => (
            <>
              {name}
              <Text size="xs" c="dimmed">
                {sku}
              </Text>
            </>
          ),
        },
        {
          title: "Level",
          kind: "number",
          show: ({ level, reorderPoint }) =>
            (parseQuantity(level) ?? 0n) <= (parseQuantity(reorderPoint) ?? 0n) ? (
              <Badge color="yellow">{level}</Badge>
            ) : (
              level
            ),
        },
        { title: "On order", kind: "number", show: ({ onOrder }) => onOrder },
        { title: "Order at", kind: "number", show: ({ reorderPoint }) => reorderPoint },
        { title: "Quantity", kind: "number", show: ({ reorderQuantity }) => reorderQuantity },
        { title: "Newest order", show: ({ orders: [newest] }) => <Order order={newest} /> },
      ]}
      actions={({ name }, edit) =>
        mayChange && (
          <RowButton label={`Edit ${name}`} onClick={edit}>
            Edit
          </RowButton>
        )
      }
      add={mayChange ? "New item" : undefined}
      dialog={(item, close) => <StockDialog item={item} onClose={close} />}
    />
  );
}

function Order({ order }: { readonly order: Item["orders"][number] | undefined }) {
  if (order === undefined) return "–";
  return (
    <>
      {order.quantity}, {order.state}, <When at={order.createdAt} />
    </>
  );
}

function StockDialog({ item, onClose }: { readonly item: Item | null; readonly onClose: () => void }) {
  const [sku, setSku] = useState(item?.sku ?? "");
  const [name, setName] = useState(item?.name ?? "");
  const [supplier, setSupplier] = useState(item?.supplier ?? "");
  const [numbers, setNumbers] = useState<
    Readonly<Record<"level" | "reorderPoint" | "reorderQuantity", number | string>>
  >({
    level: item?.level ?? 0,
    reorderPoint: item?.reorderPoint ?? 10,
    reorderQuantity: item?.reorderQuantity ?? 50,
  });
  const form = useMarked(checkStockForm({ sku, name, supplier }));
  const amount = (key: keyof typeof numbers, label: string) => (
    <NumberInput
      label={label}
      decimalScale={6}
      {...(key === "reorderQuantity" ? { min: 0 } : {})}
      value={numbers[key]}
      onChange={(next) => typeof next === "number" && setNumbers({ ...numbers, [key]: next })}
    />
  );
  return (
    <FormDialog
      title={item === null ? "New stock item" : item.name}
      form={form}
      onSave={() =>
        call("putStockItem", {
          params: { id: sku },
          body: { name, supplier: supplier === "" ? null : supplier, ...numbers },
        })
      }
      queryKey={stockQuery.queryKey}
      onClose={onClose}
    >
      <TextInput
        label="SKU"
        required
        readOnly={item !== null}
        value={sku}
        {...form.at("sku")}
        onChange={(event) => setSku(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label="Name"
        required
        value={name}
        {...form.at("name")}
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
        {...form.at("supplier")}
        onChange={(event) => setSupplier(event.currentTarget.value)}
      />
      {item !== null && <OpenOrders item={item} />}
    </FormDialog>
  );
}

/** What counts as coming, to be closed by who knows better. */
function OpenOrders({ item: { sku } }: { readonly item: Item }) {
  const act = useAct(stockQuery.queryKey);
  const orders = useQuery(stockQuery).data?.find((item) => item.sku === sku)?.orders ?? [];
  const close = (order: string, as: "received" | "cancelled"): void =>
    act(() => call("closeStockOrder", { params: { id: sku }, body: { order, as } }), {
      done: as === "received" ? "Noted that it came" : "No longer counted",
      failed: "Not changed",
    });
  return orders
    .filter(({ state }) => state === "intended" || state === "placed")
    .map((order) => (
      <Group key={order.order} justify="space-between">
        <Text size="sm">
          <Order order={order} />
        </Text>
        <Group gap="xs">
          <RowButton label={`Order of ${order.quantity} came`} onClick={() => close(order.order, "received")}>
            It came
          </RowButton>
          <RowButton
            label={`Order of ${order.quantity} will not come`}
            onClick={() => close(order.order, "cancelled")}
          >
            Will not come
          </RowButton>
        </Group>
      </Group>
    ));
}
