import { renderMail } from '@shop/functions';

test('a mail says the same in text and in HTML, and escapes customers’ input in HTML', () => {
  const mail = renderMail('approval', { orderId: 'order-1', total: 112_931, customer: '<b>ada</b>@example.com' });
  expect(mail.subject).toBe('Please decide on order order-1: 1129.31 €');
  expect(mail.text).toContain('<b>ada</b>@example.com ordered for 1129.31 €');
  expect(mail.html).toContain('&#60;b&#62;ada&#60;/b&#62;@example.com ordered for 1129.31 €');
});

test('a mail about a stopped order says what happens to the money', () => {
  const paid = renderMail('stopped', { orderId: 'order-1', reason: 'found it cheaper', refundId: 're_1' });
  expect(paid.text).toContain('found it cheaper.');
  expect(paid.text).toContain('on its way back (re_1)');
  expect(renderMail('stopped', { orderId: 'order-1', reason: 'too large' }).text).toContain('You were not charged.');
});
