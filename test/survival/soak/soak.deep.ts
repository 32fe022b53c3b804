import { describeSoak } from './describe-soak.ts';

/** It runs beside the other files of the deep run: seldom enough not to slow them. */
describeSoak('soak', process.env['SLUICE_SOAK_MINUTES'] ?? '10', ['--acts', '700', '--pace', '40']);
