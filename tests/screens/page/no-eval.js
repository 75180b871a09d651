// The page forbids making code from strings; zod tries it to go faster unless told not to, before any schema is made.
import { z } from 'zod'

z.config({ jitless: true })
