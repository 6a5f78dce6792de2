"""The parts of the page. Only this folder and dashboard.py use Streamlit."""
