import { pageTransport } from '../transport/index.ts'
import { mount } from './mount.tsx'

const root = document.getElementById('root')
if (root) mount(root, pageTransport())
