-- Notifies listeners of 'orders' about a changed order.
CREATE FUNCTION notify_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('orders', NEW.id);
  RETURN NEW;
END
$$;

CREATE TRIGGER order_feed AFTER INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION notify_order();
