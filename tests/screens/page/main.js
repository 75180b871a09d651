// The same door as the shipped page, over a console that plays a part. The scene stands in the address.
import './no-eval.js'
import { mount } from '../../../src/renderer/app/mount.tsx'
import { createScriptedConsole } from '../scriptedConsole.ts'

const scene = JSON.parse(decodeURIComponent(location.hash.slice(1)) || '{}')
const { transport, script } = createScriptedConsole(scene)
window.script = script
mount(document.getElementById('root'), transport)
