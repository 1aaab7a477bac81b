import { Button, Stack, Table, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { call, toMessage } from "../api/client.ts";
import { suppressionsQuery } from "../api/queries.ts";
import { useMay } from "../api/use-may.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { sayDone, sayProblem } from "../ui/say.ts";
import { When } from "../ui/when.tsx";

/** Addresses that get no mail, and why. */
export function Suppressions() {
  const client = useQueryClient();
  const query = useQuery(suppressionsQuery);
  const mayAllow = useMay()("deleteSuppression");
  const allow = async (id: string): Promise<void> => {
    try {
      await call("deleteSuppression", { params: { id } });
      sayDone("Mail is allowed again");
      await client.invalidateQueries({ queryKey: ["suppressions"] });
    } catch (error) {
      sayProblem("Not changed", toMessage(error));
    }
  };
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed" maw={680}>
        Who unsubscribed gets no mail from any flow; a node that would send leaves by “suppressed” instead.
      </Text>
      <Loaded query={query} describe={toMessage}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon="mail" title="Everybody may get mail">
              Addresses appear here when somebody unsubscribes.
            </EmptyState>
          ) : (
            <div className="tl-card">
              <Table aria-label="Addresses without mail">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Address</Table.Th>
                    <Table.Th>Why</Table.Th>
                    <Table.Th>Since</Table.Th>
                    <Table.Th>
                      <span className="tl-visually-hidden">Actions</span>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((item) => (
                    <Table.Tr key={item.address}>
                      <Table.Td>{item.address}</Table.Td>
                      <Table.Td>{item.reason}</Table.Td>
                      <Table.Td>
                        <When at={item.createdAt} />
                      </Table.Td>
                      <Table.Td ta="right">
                        {mayAllow && (
                          <Button
                            size="compact-xs"
                            variant="subtle"
                            aria-label={`Allow mail to ${item.address}`}
                            onClick={() => void allow(item.address)}
                          >
                            Allow again
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
    </Stack>
  );
}
