import { keepPoolAwake } from '../src-main/durable/pool-heartbeat';

// A call that its own process oversleeps is a test that never ends.
keepPoolAwake();
