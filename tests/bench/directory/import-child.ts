/** One import in a process of its own, so that its memory is its own: prints what it took as one line of JSON. */
import { importFiles } from '../../../src/core/directory/index.ts'
import { sourceEntry } from '../../../src/core/entries.ts'

const [, , database = '', rpps = '', structures = '', activities = ''] = process.argv
const result = await importFiles({
  files: { rpps, structures, activities },
  database,
  force: true,
  entry: sourceEntry('directory-writer'),
  parser: sourceEntry('directory-parser'),
  onProgress() {},
})
if (!result.ok) throw new Error(result.error.kind)
const { read, kept, merged, refused, people, structures: establishments, seconds } = result.value
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
console.log(
  JSON.stringify({
    read,
    kept,
    merged,
    refused,
    people,
    establishments,
    seconds,
    peakMB: maxRSS / 1024,
    processorSeconds: (userCPUTime + systemCPUTime) / 1e6,
  }),
)
