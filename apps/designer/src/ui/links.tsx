// Mantine's looks on the router's links, so that where a link leads is checked by the types.
import { ActionIcon, Anchor, Button, Menu } from "@mantine/core";
import type { ActionIconProps, AnchorProps, ButtonProps, MenuItemProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef } from "react";

type Plain<Props> = Props & Omit<ComponentPropsWithRef<"a">, keyof Props>;

/** A link in a text. */
export const AnchorLink = createLink((props: Plain<AnchorProps>) => <Anchor {...props} />);

/** A link that looks like a button. */
export const ButtonLink = createLink((props: Plain<ButtonProps>) => <Button component="a" {...props} />);

/** A link that looks like an icon button. */
export const IconLink = createLink((props: Plain<ActionIconProps>) => (
  <ActionIcon component="a" {...props} />
));

/** A link in a menu. */
export const MenuLink = createLink((props: Plain<MenuItemProps>) => <Menu.Item component="a" {...props} />);
