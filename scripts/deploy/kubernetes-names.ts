export const LABELS = { 'app.kubernetes.io/name': 'godrift' };
export const METADATA = { name: 'godrift', labels: LABELS };
/** Of the collector. */
export const PORT = { name: 'metrics', containerPort: 9464 };
