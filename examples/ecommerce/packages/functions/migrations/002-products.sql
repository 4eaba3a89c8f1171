INSERT INTO products (sku, name, price, stock) VALUES
  ('espresso', 'Espresso beans, 1 kg', 2490, 800),
  ('grinder', 'Hand grinder', 7900, 120),
  ('kettle', 'Gooseneck kettle', 12950, 35),
  ('machine', 'Espresso machine', 94900, 12),
  ('scales', 'Scales, 0.1 g', 3995, 60);
