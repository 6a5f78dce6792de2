"""What is placed on the page. With dashboard.py the only code that knows Streamlit."""
