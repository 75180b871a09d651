export const time = {
  now: 'maintenant',
  past: 'passé',
  inMinutes: 'dans {{minutes}} min',
  inHours: 'dans {{hours}} h',
  inHoursMinutes: 'dans {{hours}} h {{minutes}}',
  tomorrow: 'demain',
  agoSeconds: 'il y a {{count}} s',
  agoMinutes: 'il y a {{count}} min',
  agoHours: 'il y a {{count}} h',
  km: '{{km}} km',
  kmUnder: '< 1 km',
  kmUnknown: 'distance inconnue',
} as const
