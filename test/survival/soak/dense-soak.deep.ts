import { describeSoak } from './describe-soak.ts';

describeSoak('a dense soak', process.env['SLUICE_DENSE_SOAK_MINUTES'] ?? '0.3', ['--acts', '60', '--pace', '3', '--seed', '5']);
