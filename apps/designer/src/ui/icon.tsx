// Icons by the name that a node type gives. A fixed set: the whole library would be megabytes.
import {
  IconArrowsSplit2, IconBell, IconBolt, IconBuildingFactory2, IconCalendar, IconChartBar, IconClock, IconClockPause, IconCoin,
  IconDatabase, IconDiscount2, IconEar, IconFlag, IconFlag3, IconGift, IconHandClick, IconHeart, IconHourglass, IconMail,
  IconMessage, IconPackage, IconPhone, IconPuzzle, IconRefresh, IconRepeat, IconRobot, IconRoute, IconSend, IconShoppingCart,
  IconSpeakerphone, IconStar, IconTag, IconTicket, IconTruck, IconUser, IconUserEdit, IconUserQuestion, IconUsers, IconWebhook,
  IconWorld, IconDoorExit, IconTruckDelivery, IconPackages, IconMailFast, IconForms, IconPackageImport, IconWorldShare, IconVariable, IconDeviceMobile, IconTrash,
} from "@tabler/icons-react";
import type { TablerIcon } from "@tabler/icons-react";

const icons: Readonly<Record<string, TablerIcon>> = {
  "arrows-split-2": IconArrowsSplit2, bell: IconBell, bolt: IconBolt, "building-factory-2": IconBuildingFactory2,
  calendar: IconCalendar, "chart-bar": IconChartBar, clock: IconClock, "clock-pause": IconClockPause, coin: IconCoin,
  database: IconDatabase, "device-mobile": IconDeviceMobile, "discount-2": IconDiscount2, discount: IconDiscount2,
  "door-exit": IconDoorExit, ear: IconEar, flag: IconFlag, "flag-3": IconFlag3, forms: IconForms, IconPackageImport, IconWorldShare, gift: IconGift,
  "hand-click": IconHandClick, heart: IconHeart, hourglass: IconHourglass, mail: IconMail, "mail-fast": IconMailFast,
  message: IconMessage, package: IconPackage, packages: IconPackages, phone: IconPhone, refresh: IconRefresh,
  repeat: IconRepeat, robot: IconRobot, route: IconRoute, send: IconSend, "shopping-cart": IconShoppingCart,
  speakerphone: IconSpeakerphone, star: IconStar, tag: IconTag, ticket: IconTicket, trash: IconTrash, truck: IconTruck,
  "truck-delivery": IconTruckDelivery, user: IconUser, "user-edit": IconUserEdit, "user-question": IconUserQuestion,
  users: IconUsers, variable: IconVariable, webhook: IconWebhook, world: IconWorld, "world-share": IconWorldShare, "package-import": IconPackageImport,
};

/** An icon by its Tabler name; unknown names get a puzzle piece. Decoration only: hidden from screen readers. */
export function Icon({ name, size = 18 }: { readonly name: string; readonly size?: number }) {
  const Found = icons[name] ?? IconPuzzle;
  return <Found size={size} stroke={1.8} aria-hidden />;
}
