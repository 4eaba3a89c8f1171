// The storefront: shows products, places orders, and updates each order from the shop's feed.
const find = (id) => document.getElementById(id);
const euros = (cents) => `${(cents / 100).toFixed(2)} €`;

/** The progress of an order; the statuses of success, and those of failure. */
const STEPS = ['received', 'awaiting-approval', 'charging', 'awaiting-payment', 'packing', 'shipping', 'complete'];
const STOPPED = ['cancelled', 'rejected', 'unpaid', 'failed'];
const CANCELLABLE = ['received', 'awaiting-approval', 'charging', 'awaiting-payment', 'packing'];

const orders = new Map();
let temporalUi;

async function send(path, body, headers = {}) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  const issues = (answer.issues ?? []).map(({ path: at, message }) => `${at} ${message}`);
  find('problem').textContent = response.ok ? '' : [answer.title, ...issues].join('. ');
  return response.ok;
}

function element(name, properties = {}, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

let asked = 0;

/** Shows the answer to the latest request: an older answer may arrive later. */
async function showProducts() {
  const request = ++asked;
  const shop = await (await fetch('api/shop')).json();
  if (request !== asked) return;
  temporalUi = shop.temporalUi;
  const quantities = new Map([...find('products').querySelectorAll('input')].map(({ name, value }) => [name, value]));
  find('products').replaceChildren(
    ...shop.products.map(({ sku, name, price, stock }) =>
      element('tr', {}, [
        element('td', { textContent: name }),
        element('td', { className: 'number', textContent: euros(price) }),
        element('td', { className: 'number stock', textContent: stock }),
        element('td', { className: 'number' }, [
          element('input', { type: 'number', min: 0, name: sku, value: quantities.get(sku) ?? 0, ariaLabel: name }),
        ]),
      ]),
    ),
  );
}

function showOrder({ id, status, total, reason, tracking }) {
  const actions = [];
  const button = (label, act) => actions.push(element('button', { textContent: label, type: 'button', onclick: act }));
  if (CANCELLABLE.includes(status))
    button('Cancel', () => send(`api/orders/${id}/cancel`, { reason: 'changed my mind' }));
  if (status === 'awaiting-approval')
    for (const [label, approved] of [
      ['Approve', true],
      ['Reject', false],
    ])
      button(label, () => send(`api/orders/${id}/decision`, { approved, by: 'the storefront' }, staffHeaders()));
  if (temporalUi)
    actions.push(
      element('a', {
        textContent: 'In Temporal',
        href: `${temporalUi}/namespaces/default/workflows/${encodeURIComponent(id)}`,
      }),
    );
  const item = element('li', { id: `order-${id}` }, [
    element('div', { className: 'line' }, [
      element('strong', { textContent: id }),
      element('span', { className: 'status', textContent: status.replace('-', ' ') }),
      element('span', { textContent: total === null ? '' : euros(total) }),
    ]),
    ...(STOPPED.includes(status)
      ? []
      : [element('progress', { max: STEPS.length, value: STEPS.indexOf(status) + 1, ariaLabel: status })]),
    element('p', { className: 'note', textContent: reason ?? (tracking ? `Parcel ${tracking}` : '') }),
    element('div', { className: 'line' }, actions),
  ]);
  item.dataset.status = status;
  item.dataset.end = STOPPED.includes(status) ? 'bad' : status === 'complete' ? 'good' : '';
  const old = find(item.id);
  if (old) old.replaceWith(item);
  else find('orders').prepend(item);
}

function staffHeaders() {
  return { authorization: `Bearer ${find('staff').value}` };
}

/** Keeps the newer of two rows, whichever arrives first. */
function takeOrder(row) {
  const known = orders.get(row.id);
  if (known && known.updated_at > row.updated_at) return;
  orders.set(row.id, row);
  showOrder(row);
}

function follow() {
  const feed = new EventSource('api/orders/events');
  feed.addEventListener('open', () => (find('connection').textContent = 'live'));
  feed.addEventListener('error', () => (find('connection').textContent = 'connecting …'));
  feed.addEventListener('latest', ({ data }) => JSON.parse(data).reverse().forEach(takeOrder));
  feed.addEventListener('order', ({ data }) => {
    takeOrder(JSON.parse(data));
    void showProducts();
  });
}

async function order(form) {
  const fields = new FormData(form);
  const quantities = [...find('products').querySelectorAll('input')].map(({ name, value }) => [name, Number(value)]);
  const postcode = fields.get('postcode');
  const isTaken = await send('api/orders', {
    id: `order-${[...crypto.getRandomValues(new Uint32Array(2))].map((part) => part.toString(36)).join('')}`,
    customer: fields.get('customer'),
    paymentMethod: fields.get('paymentMethod'),
    address: { street: 'Invalidenstraße 1', postcode, city: postcode === '00000' ? 'Nowhere' : 'Berlin' },
    items: quantities.filter(([, quantity]) => quantity > 0).map(([sku, quantity]) => ({ sku, quantity })),
  });
  if (isTaken) for (const input of find('products').querySelectorAll('input')) input.value = 0;
}

find('order').addEventListener('submit', (event) => {
  event.preventDefault();
  void order(event.target);
});

void showProducts().then(follow);
