/** The mark: a line that runs through two points. */
export function Brand({ size = 30 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="#12685c" />
      <path
        d="M8 9h6a5 5 0 0 1 5 5v4a5 5 0 0 0 5 5"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <circle cx="8" cy="9" r="3" fill="#fff" />
      <circle cx="24" cy="23" r="3" fill="#fff" />
    </svg>
  );
}
