CREATE TABLE products (
  sku text PRIMARY KEY,
  name text NOT NULL,
  -- In cents, without VAT.
  price integer NOT NULL CHECK (price > 0),
  -- The database itself prevents selling an item twice, whatever the code does.
  stock integer NOT NULL CHECK (stock >= 0)
);

CREATE TABLE orders (
  id text PRIMARY KEY,
  customer text NOT NULL,
  items jsonb NOT NULL,
  status text NOT NULL,
  -- In cents, with VAT; known once the order is priced.
  total integer,
  reason text,
  payment_id text,
  refund_id text,
  tracking text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX orders_created_at ON orders (created_at);

CREATE TABLE reservations (
  order_id text NOT NULL,
  sku text NOT NULL REFERENCES products,
  quantity integer NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (order_id, sku)
);

CREATE TABLE payment_events (
  id text PRIMARY KEY,
  type text NOT NULL,
  order_id text,
  received_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sales_reports (
  id text PRIMARY KEY,
  from_time timestamptz NOT NULL,
  to_time timestamptz NOT NULL,
  sales jsonb NOT NULL
);
