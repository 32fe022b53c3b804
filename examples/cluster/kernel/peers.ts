/** What services ask of other members while they run: the generated client, over a transport that reaches each member by its number. */
import type { ClusterRpcClient } from '../../../generated/cluster-rpc/index.ts';

export type Peers = Pick<ClusterRpcClient, 'mapperGetPage' | 'processSigaction' | 'vmmGetPte'>;
