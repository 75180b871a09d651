export const time = {
  now: 'now',
  past: 'past',
  inMinutes: 'in {{minutes}} min',
  inHours: 'in {{hours}} h',
  inHoursMinutes: 'in {{hours}} h {{minutes}}',
  tomorrow: 'tomorrow',
  agoSeconds: '{{count}} s ago',
  agoMinutes: '{{count}} min ago',
  agoHours: '{{count}} h ago',
  km: '{{km}} km',
  kmUnder: '< 1 km',
  kmUnknown: 'distance unknown',
} as const
